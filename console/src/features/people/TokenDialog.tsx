/** Asks what a new token is for, what it may do, and until when. */
import { Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { roles, useMakeToken, type MadeToken, type Role } from "./reads";

const DAY_MS = 86_400_000;
const LENGTHS = [30, 90, 365];
const SCOPES = ["records:read", "records:write", "events:read", "events:replay", "webhooks:write", "scripts:publish", "admin"];

interface Wish {
  name: string;
  role: Role;
  scopes?: string[];
  days: number;
}

export function TokenDialog({ open, onClose, onMade }: { open: boolean; onClose: () => void; onMade: (token: MadeToken) => void }) {
  const { t } = useTranslation("people");
  const { t: shell } = useTranslation("shell");
  const [form] = Form.useForm<Wish>();
  const make = useMakeToken();
  const tell = useTell();
  const finish = ({ name, role, scopes, days }: Wish) =>
    make.mutate(
      { name: name.trim(), role, scopes: scopes ?? [], expires_at: days ? new Date(Date.now() + days * DAY_MS).toISOString() : null },
      { onSuccess: onMade, onError: tell.failed },
    );
  return (
    <Modal open={open} title={t("newToken")} width={520} okText={t("make")} confirmLoading={make.isPending} onOk={form.submit} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={{ role: "member", days: 90 }} onFinish={finish}>
        <Form.Item name="name" label={t("tokenName")} rules={[{ required: true, whitespace: true }]}>
          <Input autoFocus maxLength={100} placeholder={t("tokenNameHint")} />
        </Form.Item>
        <Form.Item name="role" label={t("role")}>
          <Select options={roles.map((role) => ({ value: role, label: shell(`role_${role}`) }))} />
        </Form.Item>
        <Form.Item name="scopes" label={t("scopes")} extra={t("scopesHint")}>
          <Select mode="tags" options={SCOPES.map((scope) => ({ value: scope, label: scope }))} />
        </Form.Item>
        <Form.Item name="days" label={t("expiry")}>
          <Select options={[...LENGTHS.map((count) => ({ value: count, label: t("days", { count }) })), { value: 0, label: t("noExpiry") }]} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
