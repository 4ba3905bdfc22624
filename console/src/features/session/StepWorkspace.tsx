/** What the workspace is called, which language it speaks, and by which clock its days begin. */
import { Form, Input, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { speak, type Language } from "@/i18n/language";
import { zones, type Plan } from "./plan";
import css from "./setup.module.css";

type Fields = Pick<Plan, "label" | "language" | "zone">;

export function StepWorkspace({ plan, onDone }: { plan: Plan; onDone: (fields: Fields) => void }) {
  const { t } = useTranslation(["setup", "shell"]);
  return (
    <>
      <h1>{t("workspaceTitle")}</h1>
      <p className={css["lead"]}>{t("workspaceText")}</p>
      <Form<Fields> id="step" layout="vertical" size="large" requiredMark={false} initialValues={{ label: plan.label, language: plan.language, zone: plan.zone }} onFinish={onDone} className={css["form"]}>
        <Form.Item name="label" label={t("workspaceName")} rules={[{ required: true, whitespace: true, message: t("workspaceNameNeeded") }]}>
          <Input autoFocus maxLength={100} placeholder={t("workspaceExample")} />
        </Form.Item>
        <Form.Item name="language" label={t("shell:language")} extra={t("languageText")}>
          <Segmented<Language>
            options={[
              { value: "zh-CN", label: "简体中文" },
              { value: "en", label: "English" },
            ]}
            onChange={(value) => void speak(value)}
          />
        </Form.Item>
        <Form.Item name="zone" label={t("zone")} extra={t("zoneText")} rules={[{ required: true, message: t("zone") }]}>
          <Select showSearch options={zones.map((value) => ({ value, label: value.replaceAll("_", " ") }))} />
        </Form.Item>
      </Form>
    </>
  );
}
