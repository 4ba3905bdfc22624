/** What is rarely done with a dashboard: rename, share, copy, delete. */
import { Button, Dropdown, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useAt, useMay } from "@/app/session";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { deleteDashboard, useMake } from "./reads";
import { newId, type Dashboard } from "./model";
import type { Draft } from "./useDraft";

export function DashboardMenu({ draft: { dashboard, change }, mayEdit }: { draft: Draft; mayEdit: boolean }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const go = useNavigate();
  const client = useQueryClient();
  const tell = useTell();
  const mayBuild = useMay("tables:write");
  const make = useMake();
  const [isNaming, name] = useState(false);
  const open = (made: Dashboard) => void go(at(`/dashboards/${encodeURIComponent(made.name)}`));
  const again = (label: string) => {
    const { sharing, period, tiles } = dashboard;
    return make.mutateAsync({ label, sharing: mayBuild ? sharing : "personal", period, tiles: tiles.map((one) => ({ ...one, id: newId() })) });
  };
  const remove = async () => {
    try {
      await deleteDashboard(dashboard.id);
      await go(at("/dashboards"));
      client.removeQueries({ queryKey: ["dashboards", dashboard.name] });
      await client.invalidateQueries({ queryKey: ["dashboards"], exact: true });
      tell.done(t("deleted", { name: dashboard.label }), async () => open(await again(dashboard.label)));
    } catch (error) {
      tell.failed(error);
    }
  };
  const other = dashboard.sharing === "shared" ? "personal" : "shared";
  const items = [
    ...(mayEdit ? [{ key: "rename", label: t("rename"), onClick: () => name(true) }] : []),
    ...(mayEdit && mayBuild ? [{ key: "share", label: t(other === "shared" ? "share" : "unshare"), onClick: () => change({ sharing: other }) }] : []),
    { key: "copy", label: t("copy"), onClick: () => void again(t("copyOf", { name: dashboard.label })).then(open, tell.failed) },
    ...(mayEdit ? [{ type: "divider" as const }, { key: "delete", danger: true, label: t("deleteDashboard"), onClick: () => void remove() }] : []),
  ];
  return (
    <>
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button type="text" icon={<Icon name="more" />} aria-label={t("more")} />
      </Dropdown>
      <Modal open={isNaming} title={t("rename")} width={520} footer={null} onCancel={() => name(false)} destroyOnHidden>
        <Form layout="vertical" initialValues={{ label: dashboard.label }} onFinish={({ label }: { label: string }) => (change({ label: label.trim() }), name(false))}>
          <Form.Item name="label" label={t("label")} rules={[{ required: true, whitespace: true, message: t("label") }]}>
            <Input autoFocus maxLength={100} />
          </Form.Item>
          <Button type="primary" htmlType="submit">
            {t("rename")}
          </Button>
        </Form>
      </Modal>
    </>
  );
}
