/** Asks before what can't be undone; for the gravest, by having the thing's name typed. */
import { Input, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  open: boolean;
  title: string;
  /** What goes, counted, and where it can be brought back. */
  children: ReactNode;
  /** The verb and the object: "Delete 客户". */
  action: string;
  /** The name to type, for tables, webhooks and people with data. */
  name?: string;
  onCancel: () => void;
  onConfirm: () => Promise<unknown>;
}

export function Confirm({ open, title, children, action, name, onCancel, onConfirm }: Props) {
  const { t } = useTranslation();
  const [typed, type] = useState("");
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
    } finally {
      setBusy(false);
      type("");
    }
  };
  return (
    <Modal
      open={open}
      title={title}
      width={520}
      okText={action}
      cancelText={t("cancel")}
      okButtonProps={{ danger: true, disabled: name !== undefined && typed !== name, loading: busy }}
      onOk={() => void confirm()}
      onCancel={onCancel}
      destroyOnHidden
    >
      {children}
      {name !== undefined && (
        <Input style={{ marginTop: 12 }} aria-label={t("typeToConfirm", { name })} placeholder={t("typeToConfirm", { name })} value={typed} onChange={(event) => type(event.target.value)} />
      )}
    </Modal>
  );
}
