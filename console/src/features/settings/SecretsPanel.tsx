/** Named secrets: what they are for, never what they are; an administrator adds, changes and deletes them. */
import { Button, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Confirm } from "@/ui/confirm";
import { Panel } from "@/ui/Panel";
import { Empty, Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Ago } from "@/widgets/time";
import { SecretDialog } from "./SecretDialog";
import { useDeleteSecret, useSecrets, type Secret } from "./secrets";
import css from "./secrets.module.css";

export function SecretsPanel() {
  const { t } = useTranslation("settings");
  const isAdmin = useMay("admin");
  const secrets = useSecrets();
  const [open, setOpen] = useState<Secret | "new">();
  const [ending, setEnding] = useState<Secret>();
  const remove = useDeleteSecret();
  const tell = useTell();
  const end = async () => {
    if (!ending) return;
    try {
      await remove.mutateAsync(ending.name);
      tell.done(t("secretDeleted", { name: ending.name }));
    } catch (error) {
      tell.failed(error);
    }
    setEnding(undefined);
  };
  const add = (
    <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => setOpen("new")}>
      {t("newSecret")}
    </Button>
  );
  return (
    <Panel flush title={<span id="settings-secrets">{t("secrets")}</span>} extra={isAdmin ? add : t("secretsNote")}>
      <Loaded query={secrets}>
        {({ items }) =>
          items.length ? <List secrets={items} onOpen={isAdmin ? setOpen : undefined} onDelete={setEnding} /> : <Empty icon="key" title={t("noSecrets")} text={t("noSecretsText")} />
        }
      </Loaded>
      {open && <SecretDialog secret={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
      <Confirm open={ending !== undefined} title={t("deleteSecretTitle", { name: ending?.name ?? "" })} action={t("deleteSecret")} onCancel={() => setEnding(undefined)} onConfirm={end}>
        {t("deleteSecretText")}
      </Confirm>
    </Panel>
  );
}

interface ListProps {
  secrets: Secret[];
  onOpen: ((secret: Secret) => void) | undefined;
  onDelete: (secret: Secret) => void;
}

function List({ secrets, onOpen, onDelete }: ListProps) {
  const { t } = useTranslation("settings");
  return (
    <Table<Secret>
      size="small"
      rowKey="name"
      pagination={secrets.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      dataSource={secrets}
      scroll={{ x: "max-content" }}
      columns={[
        { title: t("secretName"), render: (_, secret) => <strong>{secret.name}</strong> },
        { title: t("sentAs"), render: (_, secret) => <SentAs secret={secret} /> },
        { title: t("sentTo"), render: (_, secret) => (secret.hosts.length ? secret.hosts.map((host) => <code key={host} className={css["host"]}>{host}</code>) : <span className="quiet">{t("everyHost")}</span>) },
        { title: t("inScripts"), render: (_, secret) => (secret.readable ? t("readable") : <span className="quiet">{t("usable")}</span>) },
        { title: t("changed"), render: (_, secret) => <><Ago at={secret.updated_at} /> <span className="quiet">{secret.updated_by}</span></> },
        ...(onOpen
          ? [
              {
                title: "",
                width: 160,
                align: "right" as const,
                className: css["actions"],
                render: (_: unknown, secret: Secret) => (
                  <>
                    <Button type="link" size="small" aria-label={`${t("changeSecret")} ${secret.name}`} onClick={() => onOpen(secret)}>
                      {t("changeSecret")}
                    </Button>
                    <Button type="link" danger size="small" aria-label={`${t("deleteSecret")} ${secret.name}`} onClick={() => onDelete(secret)}>
                      {t("deleteSecret")}
                    </Button>
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function SentAs({ secret }: { secret: Secret }) {
  const { t } = useTranslation("settings");
  return (
    <span>
      {t(`kind_${secret.kind}`)} {secret.detail && <code>{secret.detail}</code>}
    </span>
  );
}
