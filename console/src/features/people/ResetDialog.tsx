/** Makes a link by which a person chooses another password, and shows it the one time it can be seen. */
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { Trouble } from "@/ui/states";
import { CopyButton } from "@/widgets/CopyButton";
import css from "./people.module.css";
import { useMakeResetLink, type Member } from "./reads";

export function ResetDialog({ member, onClose }: { member: Member | undefined; onClose: () => void }) {
  const { t } = useTranslation("people");
  const make = useMakeResetLink();
  const close = () => {
    make.reset();
    onClose();
  };
  const title = make.data ? t("resetReady", { name: member?.name ?? "" }) : t("resetTitle", { name: member?.name ?? "" });
  return (
    <Modal open={member !== undefined} title={title} width={520} footer={null} onCancel={close} destroyOnHidden>
      {make.error && <Trouble error={make.error} />}
      <p className="quiet">{t(make.data ? "resetOnce" : "resetText")}</p>
      {make.data ? (
        <>
          <div className={css["secret"]}>
            <code>{make.data.url}</code>
            <CopyButton autoFocus type="primary" label={t("copyLink")} text={make.data.url} what={t("resetPassword")} />
          </div>
          <Button block style={{ marginTop: 12 }} onClick={close}>
            {t("stored")}
          </Button>
        </>
      ) : (
        <Button type="primary" block loading={make.isPending} onClick={() => member && make.mutate(member.id)}>
          {t("resetMake")}
        </Button>
      )}
    </Modal>
  );
}
