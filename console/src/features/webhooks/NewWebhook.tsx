/** Makes a webhook: what it is called, who will send to it, and what it answers. */
import { Form, Input, Modal, Radio, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt } from "@/app/session";
import { useTell } from "@/ui/undo";
import { SourceBadge } from "@/widgets/small";
import { usePresets } from "./presets";
import { useCreate, useSources, useWords } from "./reads";
import css from "./new.module.css";

export function NewWebhook({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const words = useWords();
  const at = useAt();
  const go = useNavigate();
  const tell = useTell();
  const create = useCreate();
  const sources = useSources().data?.items ?? [];
  const [label, setLabel] = useState("");
  const [source, setSource] = useState("feiyu");
  const presets = usePresets();
  const [preset, setPreset] = useState("feiyu");
  useEffect(() => setPreset(presets.some((one) => one.key === source) ? source : "generic"), [source, presets]);
  const chosen = sources.find((one) => one.name === source);
  const make = async () => {
    const answer = presets.find((one) => one.key === preset)?.answer;
    const made = await create.mutateAsync({
      label: label.trim() || (chosen ? words(chosen.label) : source),
      source,
      ...(answer ? { settings: { answer } } : {}),
    });
    onClose();
    setLabel("");
    await go(at(`/webhooks/${made.name}`));
  };
  return (
    <Modal
      open={open}
      width={520}
      title={t("newWebhook")}
      okText={t("create")}
      okButtonProps={{ loading: create.isPending }}
      onOk={() => void make().catch(tell.failed)}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form layout="vertical" onSubmitCapture={() => void make().catch(tell.failed)}>
        <Form.Item label={t("label")} htmlFor="webhook-label">
          <Input id="webhook-label" autoFocus maxLength={200} placeholder={t("labelHint")} value={label} onChange={(event) => setLabel(event.target.value)} onPressEnter={(event) => !event.nativeEvent.isComposing && void make().catch(tell.failed)} />
        </Form.Item>
        <Form.Item label={t("source")} extra={chosen && words(chosen.summary)} htmlFor="webhook-source">
          <Select
            id="webhook-source"
            value={source}
            onChange={setSource}
            options={sources.map((one) => ({
              value: one.name,
              label: (
                <span className={css["option"]}>
                  <SourceBadge name={one.name} glyph={[...words(one.label)][0] ?? "?"} />
                  {words(one.label)}
                </span>
              ),
            }))}
          />
        </Form.Item>
        <Form.Item label={t("defaultAnswer")} extra={t("answerHint")}>
          <Radio.Group value={preset} onChange={(event) => setPreset(String(event.target.value))} className={css["presets"]}>
            {presets.map((one) => (
              <Radio key={one.key} value={one.key}>
                {one.label} <code className="quiet">{one.text}</code>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
      </Form>
    </Modal>
  );
}
