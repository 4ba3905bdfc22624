/** Asks once before unsaved changes are left behind. */
import { Modal } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useBlocker } from "react-router";

export function Leaving({ when }: { when: boolean }) {
  const { t } = useTranslation("designer");
  const blocker = useBlocker(({ currentLocation, nextLocation }) => when && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!when) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [when]);
  return (
    <Modal
      open={blocker.state === "blocked"}
      title={t("leaveTitle")}
      width={520}
      okText={t("leave")}
      okButtonProps={{ danger: true }}
      cancelText={t("stay")}
      onOk={() => blocker.proceed?.()}
      onCancel={() => blocker.reset?.()}
    >
      {t("leaveText")}
    </Modal>
  );
}
