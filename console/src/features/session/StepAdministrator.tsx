/** Who looks after this server. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Plan } from "./plan";
import css from "./setup.module.css";

interface Fields {
  name: string;
  email: string;
  password: string;
}

const SHORTEST_PASSWORD = 8;

export function StepAdministrator({ plan, onDone }: { plan: Plan; onDone: (fields: Fields) => void }) {
  const { t } = useTranslation(["setup", "session"]);
  return (
    <>
      <h1>{t("administratorTitle")}</h1>
      <p className={css["lead"]}>{t("administratorText")}</p>
      <Form<Fields> id="step" layout="vertical" size="large" requiredMark={false} initialValues={{ name: plan.name, email: plan.email }} onFinish={onDone} className={css["form"]}>
        <Form.Item name="name" label={t("session:name")} rules={[{ required: true, whitespace: true, message: t("session:nameNeeded") }]}>
          <Input autoComplete="name" autoFocus maxLength={100} />
        </Form.Item>
        <Form.Item name="email" label={t("session:email")} extra={t("emailText")} rules={[{ required: true, type: "email", message: t("session:emailNeeded") }]}>
          <Input type="email" autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={t("session:password")} rules={[{ required: true, min: SHORTEST_PASSWORD, message: t("passwordRule") }]} extra={t("passwordText")}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </>
  );
}
