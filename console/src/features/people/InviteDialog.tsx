/** Makes a link that lets one person in, and shows it the one time it can be seen. */
import { Button, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { CopyButton } from "@/widgets/CopyButton";
import css from "./people.module.css";
import { roles, useInvite, type Role } from "./reads";

export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("people");
  const invite = useInvite();
  const close = () => {
    invite.reset();
    onClose();
  };
  return (
    <Modal open={open} title={t(invite.data ? "linkMade" : "invite")} width={520} footer={null} onCancel={close} destroyOnHidden>
      {invite.data ? <Link url={invite.data.url} onClose={close} /> : <Ask invite={invite} />}
    </Modal>
  );
}

function Ask({ invite }: { invite: ReturnType<typeof useInvite> }) {
  const { t } = useTranslation("people");
  const { t: shell } = useTranslation("shell");
  const tell = useTell();
  const send = ({ name, role }: { name?: string; role: Role }) =>
    invite.mutate({ role, name: name?.trim() || null }, { onError: tell.failed });
  return (
    <Form layout="vertical" initialValues={{ role: "member" }} onFinish={send}>
      <p className="quiet">{t("inviteText")}</p>
      <Form.Item name="name" label={t("inviteFor")}>
        <Input autoFocus maxLength={100} placeholder={t("inviteForHint")} />
      </Form.Item>
      <Form.Item name="role" label={t("role")}>
        <Select options={roles.map((role) => ({ value: role, label: shell(`role_${role}`) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={invite.isPending}>
        {t("makeLink")}
      </Button>
    </Form>
  );
}

function Link({ url, onClose }: { url: string; onClose: () => void }) {
  const { t } = useTranslation("people");
  return (
    <>
      <p className="quiet">{t("linkOnce")}</p>
      <div className={css["secret"]}>
        <code>{url}</code>
        <CopyButton autoFocus type="primary" label={t("copyLink")} text={url} what={t("invite")} />
      </div>
      <Button block style={{ marginTop: 12 }} onClick={onClose}>
        {t("stored")}
      </Button>
    </>
  );
}
