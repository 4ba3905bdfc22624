/** The session has ended while a page was open: sign in above it, and what was typed there is still there. */
import { Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { context } from "@/api/client";
import { SignInForm } from "@/features/session/SignInForm";
import { missed } from "./live";
import { useMe } from "./session";

export function SignedOut() {
  const { t } = useTranslation("session");
  const [ended, setEnded] = useState(false);
  const email = useMe().data?.email ?? undefined;
  useEffect(() => {
    context.onSignedOut = () => setEnded(true);
    return () => {
      context.onSignedOut = () => {};
    };
  }, []);
  const goOn = () => {
    setEnded(false);
    missed();
  };
  return (
    <Modal open={ended} title={t("endedTitle")} footer={null} width={420} closable={false} keyboard={false} mask={{ closable: false }} zIndex={1200} destroyOnHidden>
      <p style={{ margin: "0 0 16px", color: "var(--text2)" }}>{t("endedText")}</p>
      <SignInForm email={email} onDone={goOn} />
    </Modal>
  );
}
