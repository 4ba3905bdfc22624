/** Asks for a secret; of one that is there the value is not shown, and stays when none is typed. */
import { Checkbox, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { useSetSecret, type Secret } from "./secrets";

interface Wish {
  name: string;
  kind: Secret["kind"];
  detail?: string;
  value?: string;
  hosts?: string[];
  readable?: boolean;
}

const KINDS: readonly Secret["kind"][] = ["bearer", "basic", "header", "query"];

export function SecretDialog({ secret, onClose }: { secret: Secret | undefined; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const [form] = Form.useForm<Wish>();
  const kind = Form.useWatch("kind", form) ?? secret?.kind ?? "bearer";
  const put = useSetSecret();
  const tell = useTell();
  const finish = ({ name, kind: chosen, detail, value, hosts, readable }: Wish) =>
    put.mutate(
      { name: name.trim(), kind: chosen, detail: detail?.trim() ?? "", value: value || null, hosts: hosts ?? [], readable: readable ?? false },
      {
        onSuccess: () => {
          tell.done(t("secretKept", { name: name.trim() }));
          onClose();
        },
        onError: tell.failed,
      },
    );
  const initial: Wish = secret ? { name: secret.name, kind: secret.kind, detail: secret.detail, hosts: secret.hosts, readable: secret.readable } : { name: "", kind: "bearer" };
  return (
    <Modal open title={secret ? t("changeSecretTitle", { name: secret.name }) : t("newSecret")} width={520} okText={t("keepSecret")} confirmLoading={put.isPending} onOk={form.submit} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" initialValues={initial} onFinish={finish} autoComplete="off">
        <Form.Item name="name" label={t("secretName")} extra={t("secretNameHint")} rules={[{ required: true, pattern: /^[A-Za-z][\w-]{0,63}$/, message: t("secretNameRule") }]}>
          <Input autoFocus={!secret} disabled={secret !== undefined} maxLength={64} placeholder="crm" />
        </Form.Item>
        <Form.Item name="kind" label={t("sentAs")}>
          <Select options={KINDS.map((one) => ({ value: one, label: t(`kind_${one}`) }))} />
        </Form.Item>
        {(kind === "header" || kind === "query") && (
          <Form.Item name="detail" label={t(`detail_${kind}`)} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={100} placeholder={kind === "header" ? "X-Api-Key" : "key"} />
          </Form.Item>
        )}
        <Form.Item name="value" label={t("secretValue")} extra={t(secret ? "valueStays" : "valueOnce")} rules={[{ required: !secret }]}>
          <Input.Password autoComplete="new-password" visibilityToggle={!secret} maxLength={8192} placeholder={kind === "basic" ? t("basicHint") : ""} />
        </Form.Item>
        <Form.Item name="hosts" label={t("sentTo")} extra={t("sentToHint")}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", " "]} placeholder="api.example.com" />
        </Form.Item>
        <Form.Item name="readable" valuePropName="checked" extra={t("readableHint")} style={{ marginBottom: 0 }}>
          <Checkbox>{t("readableLabel")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
