/** Email and password. What is wrong stands under the fields, and what was typed stays. */
import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { Trouble } from "@/ui/states";
import css from "./session.module.css";

interface Fields {
  email: string;
  password: string;
}

export function SignInForm({ email, onDone }: { email?: string; onDone: () => void }) {
  const { t } = useTranslation("session");
  const signIn = useMutation({
    mutationFn: (body: Fields) => data(api.POST("/api/v1/session", { body })),
    onSuccess: onDone,
  });
  return (
    <Form<Fields> layout="vertical" size="large" requiredMark={false} initialValues={{ email }} onFinish={(fields) => signIn.mutate(fields)} className={css["form"]}>
      <Form.Item name="email" label={t("email")} rules={[{ required: true, message: t("emailNeeded") }]}>
        <Input type="email" autoComplete="username" autoFocus={!email} />
      </Form.Item>
      <Form.Item name="password" label={t("password")} rules={[{ required: true, message: t("passwordNeeded") }]}>
        <Input.Password autoComplete="current-password" autoFocus={Boolean(email)} />
      </Form.Item>
      {signIn.error && <Trouble error={signIn.error} />}
      <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
        {t("signIn")}
      </Button>
    </Form>
  );
}
