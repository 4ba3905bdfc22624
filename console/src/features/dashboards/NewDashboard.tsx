/** Makes an empty dashboard and leads on to composing it. */
import { Form, Input, Modal, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt, useMay } from "@/app/session";
import { useTell } from "@/ui/undo";
import type { Dashboard } from "./model";
import { useMake } from "./reads";

interface Wish {
  label: string;
  sharing: Dashboard["sharing"];
}

export function NewDashboard({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const go = useNavigate();
  const mayShare = useMay("tables:write");
  const [form] = Form.useForm<Wish>();
  const make = useMake();
  const tell = useTell();
  const finish = ({ label, sharing }: Wish) =>
    void make.mutateAsync({ label: label.trim(), sharing: mayShare ? sharing : "personal" }).then((made) => go(at(`/dashboards/${encodeURIComponent(made.name)}?edit=1`)), tell.failed);
  return (
    <Modal open={open} title={t("newDashboard")} width={520} okText={t("create")} confirmLoading={make.isPending} onOk={form.submit} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" onFinish={finish} initialValues={{ sharing: mayShare ? "shared" : "personal" }}>
        <Form.Item name="label" label={t("label")} rules={[{ required: true, whitespace: true, message: t("label") }]}>
          <Input autoFocus maxLength={100} placeholder={t("labelHint")} />
        </Form.Item>
        <Form.Item name="sharing" label={t("whoSees")} extra={mayShare ? undefined : t("sharingNeedsBuilder")}>
          <Radio.Group disabled={!mayShare} options={(["shared", "personal"] as const).map((value) => ({ value, label: t(`${value}Long`) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
