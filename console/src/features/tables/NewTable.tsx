/** Makes a table with one text field and leads on to its design. */
import { Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt } from "@/app/session";
import type { Hue } from "@/theme";
import { useTell } from "@/ui/undo";
import { HuePicker } from "./HuePicker";
import { useMakeTable } from "./reads";

interface Wish {
  label: string;
  hue?: Hue;
}

export function NewTable({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("tables");
  const at = useAt();
  const go = useNavigate();
  const [form] = Form.useForm<Wish>();
  const make = useMakeTable();
  const tell = useTell();
  const finish = ({ label, hue }: Wish) =>
    make.mutate(
      { label: label.trim(), hue: hue ?? null, description: "", fields: [{ label: t("firstField"), type: "text", description: "", params: {}, required: false, unique: false }] },
      { onError: tell.failed, onSuccess: (table) => void go(at(`/tables/${table.name}/design`)) },
    );
  return (
    <Modal open={open} title={t("newTable")} width={520} okText={t("create")} confirmLoading={make.isPending} onOk={form.submit} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" onFinish={finish}>
        <Form.Item name="label" label={t("label")} rules={[{ required: true, whitespace: true, message: t("label") }]}>
          <Input autoFocus maxLength={100} placeholder={t("labelHint")} />
        </Form.Item>
        <Form.Item name="hue" label={t("hue")}>
          <HuePicker label={t("hue")} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
