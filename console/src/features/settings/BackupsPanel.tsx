/** Backups: how the last one went, one now, when they are made, and those that are kept. */
import { Alert, Button, Progress, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/confirm";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Tag } from "@/widgets/state";
import { shortMoment, wholeMoment } from "@/widgets/time";
import { BackupPlan } from "./BackupPlan";
import { downloadAddress, useBackUp, useBackups, useDeleteBackup, type Backup, type Backups } from "./keeping";
import { size } from "./reads";
import css from "./settings.module.css";

export function BackupsPanel() {
  const { t } = useTranslation("keeping");
  const backups = useBackups();
  const backUp = useBackUp();
  const tell = useTell();
  const now = (
    <Button
      icon={<Icon name="download" size={14} />}
      loading={backUp.isPending}
      disabled={!backups.data || backups.data.going !== null}
      onClick={() => backUp.mutate(undefined, { onError: tell.failed })}
    >
      {t("backUpNow")}
    </Button>
  );
  return (
    <Panel flush title={<span id="settings-backups">{t("backups")}</span>} extra={now}>
      <Loaded query={backups} rows={5}>
        {(known) => (
          <>
            <Last backups={known} />
            <BackupPlan plan={known.plan} />
            {known.items.length > 0 && <List backups={known} />}
            <Foot backups={known} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Last({ backups }: { backups: Backups }) {
  const { t, i18n } = useTranslation("keeping");
  const { going, failure } = backups;
  const last = backups.items.find((one) => one.verified_at !== null);
  return (
    <div className={css["usage"]} role="status">
      {going ? (
        <>
          <strong>{t(`going_${going.phase as "starting" | "copying" | "packing" | "trying"}`)}</strong>
          <Progress percent={going.total ? Math.floor((going.done / going.total) * 100) : 0} size="small" status="active" aria-label={t("backUpNow")} />
        </>
      ) : last ? (
        <>
          <strong className={css["good"]}>
            <Icon name="done" /> {t("backedUp", { at: shortMoment(last.made_at) })}
          </strong>
          <span className="quiet">{t("backedUpWhat", { size: size(last.bytes), rows: last.rows.toLocaleString(i18n.language) })}</span>
        </>
      ) : (
        <>
          <strong>{t("noBackup")}</strong>
          <span className="quiet">{t("noBackupWhat")}</span>
        </>
      )}
      {failure && !going && (
        <Alert type="error" showIcon title={`${t("failed")} · ${shortMoment(failure.at)}`} description={`${failure.message} ${failure.will_retry ? t("retries") : ""}`} />
      )}
    </div>
  );
}

function List({ backups }: { backups: Backups }) {
  const { t, i18n } = useTranslation("keeping");
  const [ending, end] = useState<Backup>();
  const remove = useDeleteBackup();
  const tell = useTell();
  const confirm = async () => {
    if (ending) await remove.mutateAsync(ending.name).then(() => tell.done(t("removed")), tell.failed);
    end(undefined);
  };
  return (
    <>
      <Table<Backup>
        size="small"
        rowKey="name"
        pagination={backups.items.length > 12 ? { pageSize: 12, showSizeChanger: false } : false}
        dataSource={backups.items}
        scroll={{ x: "max-content" }}
        columns={[
          { title: t("made"), render: (_, one) => <span className="mono">{wholeMoment(one.made_at)}</span> },
          { title: t("takes"), align: "right", render: (_, one) => size(one.bytes) },
          { title: t("rows"), align: "right", render: (_, one) => one.rows.toLocaleString(i18n.language) },
          { title: "", render: (_, one) => (one.verified_at ? <Tag tone="ok">{t("verified")}</Tag> : <Tag tone="warn">{t("unverified")}</Tag>) },
          {
            title: "",
            align: "right",
            render: (_, one) => (
              <>
                <Button type="link" size="small" href={downloadAddress(one.name)} download={one.name} aria-label={`${t("download")} ${one.name}`}>
                  {t("download")}
                </Button>
                <Button type="link" danger size="small" aria-label={`${t("remove")} ${one.name}`} onClick={() => end(one)}>
                  {t("remove")}
                </Button>
              </>
            ),
          },
        ]}
      />
      <Confirm open={ending !== undefined} title={t("removeTitle", { at: ending ? shortMoment(ending.made_at) : "" })} action={t("removeAction")} onCancel={() => end(undefined)} onConfirm={confirm}>
        {ending && t("removeText", { name: ending.name, size: size(ending.bytes) })}
      </Confirm>
    </>
  );
}

function Foot({ backups }: { backups: Backups }) {
  const { t } = useTranslation("keeping");
  return (
    <div className={css["usage"]}>
      {backups.items[0] && (
        <Alert type="warning" showIcon icon={<Icon name="key" />} title={t("key", { key: backups.items[0].key })} />
      )}
      <span className="quiet">
        {t("kept", { count: backups.items.length, size: size(backups.folder_bytes) })} · {t("folder", { folder: backups.folder, free: size(backups.disk_free_bytes) })} ·{" "}
        <a href="/help/howto/back-up-and-restore" target="_blank" rel="noreferrer">{t("howto")}</a>
      </span>
    </div>
  );
}
