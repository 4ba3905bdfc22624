/** One's own name and password. */
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { context } from "@/api/client";
import type { Me } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { SessionsForm } from "./SessionsForm";
import { useChangePassword, useRename } from "./reads";
import css from "./settings.module.css";

export function AccountPanel({ me }: { me: Me }) {
  const { t } = useTranslation("settings");
  const { t: ui } = useTranslation("ui");
  const rename = useRename();
  const tell = useTell();
  const save = (name: string) => {
    if (!name || name === me.name) return;
    rename.mutate(name, { onError: tell.failed, onSuccess: () => tell.done(ui("saved"), () => rename.mutateAsync(me.name)) });
  };
  return (
    <Panel title={<span id="settings-me">{t("me")}</span>}>
      <div className={css["form"]}>
        <label htmlFor="my-name">{t("yourName")}</label>
        <Input key={me.name} id="my-name" defaultValue={me.name} maxLength={100} onBlur={(event) => save(event.target.value.trim())} onPressEnter={(event) => event.currentTarget.blur()} />
        <span>{t("email")}</span>
        <span>{me.email}</span>
      </div>
      <PasswordForm />
      <SessionsForm />
    </Panel>
  );
}

function PasswordForm() {
  const { t } = useTranslation("settings");
  const [form] = Form.useForm<{ current_password: string; new_password: string }>();
  const change = useChangePassword();
  const tell = useTell();
  const finish = (words: { current_password: string; new_password: string }) =>
    change.mutate(words, {
      onError: tell.failed,
      onSuccess: () => {
        form.resetFields();
        tell.done(t("passwordChanged"));
        context.onSignedOut();
      },
    });
  return (
    <details className={css["more"]}>
      <summary>{t("password")}</summary>
      <Form form={form} layout="vertical" onFinish={finish} className={css["password"]}>
        <Form.Item name="current_password" label={t("currentPassword")} rules={[{ required: true }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="new_password" label={t("newPassword")} rules={[{ required: true }]} extra={t("passwordNote")}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button htmlType="submit" loading={change.isPending}>
          {t("password")}
        </Button>
      </Form>
    </details>
  );
}
