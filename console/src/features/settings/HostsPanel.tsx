/** The hosts that scripts may call: nobody until some are listed; each change is kept at once and can be taken back. */
import { Button, Input, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Empty, Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { useHosts, useSetHosts } from "./secrets";
import css from "./secrets.module.css";

export function HostsPanel() {
  const { t } = useTranslation("settings");
  const hosts = useHosts();
  return (
    <Panel flush title={<span id="settings-hosts">{t("hosts")}</span>} extra={t("hostsNote")}>
      <Loaded query={hosts}>{(loaded) => <Hosts hosts={loaded.hosts} />}</Loaded>
    </Panel>
  );
}

function Hosts({ hosts }: { hosts: string[] }) {
  const { t } = useTranslation("settings");
  const isAdmin = useMay("admin");
  const put = useSetHosts();
  const tell = useTell();
  const [typed, type] = useState("");
  const keep = async (next: string[], said: string) => {
    try {
      const kept = await put.mutateAsync({ hosts: next, before: hosts });
      tell.done(said, () => put.mutateAsync({ hosts, before: kept.hosts }));
      return true;
    } catch (error) {
      tell.failed(error);
      return false;
    }
  };
  const add = async () => {
    const host = typed.trim();
    if (host && (await keep([...hosts, host], t("hostAdded", { host })))) type("");
  };
  return (
    <>
      {hosts.length === 0 && <Empty icon="link" title={t("noHosts")} text={t("noHostsText")} />}
      {hosts.length > 0 && (
        <ul className={css["hosts"]} aria-label={t("hosts")}>
          {hosts.map((host) => (
            <li key={host}>
              <Tag closable={isAdmin && { "aria-label": t("removeHost", { host }) }} onClose={(event) => {
                event.preventDefault();
                void keep(hosts.filter((one) => one !== host), t("hostRemoved", { host }));
              }}>
                <code>{host}</code>
              </Tag>
            </li>
          ))}
        </ul>
      )}
      {isAdmin && (
        <form
          className={css["add"]}
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <Input value={typed} maxLength={300} aria-label={t("host")} placeholder={t("hostHint")} onChange={(event) => type(event.target.value)} />
          <Button htmlType="submit" icon={<Icon name="plus" size={14} />} loading={put.isPending} disabled={!typed.trim()}>
            {t("addHost")}
          </Button>
        </form>
      )}
    </>
  );
}
