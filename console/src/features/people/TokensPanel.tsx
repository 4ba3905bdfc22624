/** The tokens: a new one once in full, the others by how they begin, what they may, and when they were used. */
import { Button, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/confirm";
import { Panel } from "@/ui/Panel";
import { Empty, Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { Ago, shortMoment } from "@/widgets/time";
import css from "./people.module.css";
import { useRevoke, useTokens, type MadeToken, type Token } from "./reads";

export function TokensPanel({ made, onStored }: { made: MadeToken | undefined; onStored: () => void }) {
  const { t } = useTranslation("people");
  const tokens = useTokens();
  const [ending, setEnding] = useState<Token>();
  const revoke = useRevoke();
  const tell = useTell();
  const end = async () => {
    if (!ending) return;
    try {
      await revoke.mutateAsync(ending.id);
      tell.done(t("revoked", { name: ending.name }));
    } catch (error) {
      tell.failed(error);
    }
    setEnding(undefined);
  };
  return (
    <Panel flush title={t("tokens")} extra={t("tokensNote")}>
      {made && <Made token={made} onStored={onStored} />}
      <Loaded query={tokens}>
        {({ items }) => {
          const live = items.filter((token) => !token.revoked_at);
          if (!live.length) return <Empty icon="key" title={t("noTokens")} text={t("noTokensText")} />;
          return <List tokens={live} onRevoke={setEnding} />;
        }}
      </Loaded>
      <Confirm open={ending !== undefined} title={t("revokeTitle", { name: ending?.name ?? "" })} action={t("revoke")} onCancel={() => setEnding(undefined)} onConfirm={end}>
        {t("revokeText")}
      </Confirm>
    </Panel>
  );
}

function Made({ token, onStored }: { token: MadeToken; onStored: () => void }) {
  const { t } = useTranslation("people");
  const curl = `curl -H 'Authorization: Bearer ${token.token}' ${location.origin}/api/v1/me`;
  return (
    <div className={css["made"]} role="status">
      <div className={css["madeHead"]}>
        <Icon name="check" />
        <strong>{t("tokenMade", { name: token.name })}</strong>
        <span>{t("tokenOnce")}</span>
        <Button size="small" onClick={onStored}>
          {t("stored")}
        </Button>
      </div>
      <div className={css["secret"]}>
        <code>{token.token}</code>
        <CopyButton autoFocus type="primary" label={t("copyToken")} text={token.token} what={t("tokens")} />
      </div>
      <CopyButton type="link" size="small" label={t("copyCurl")} text={curl} what="curl" />
    </div>
  );
}

function List({ tokens, onRevoke }: { tokens: Token[]; onRevoke: (token: Token) => void }) {
  const { t } = useTranslation("people");
  return (
    <Table<Token>
      size="small"
      rowKey="id"
      pagination={tokens.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      dataSource={tokens}
      scroll={{ x: "max-content" }}
      columns={[
        {
          title: t("tokenName"),
          render: (_, token) => (
            <>
              <strong>{token.name}</strong>
              <span className={css["email"]}>
                <code>{token.hint}…</code> {token.maker_name} {shortMoment(token.created_at)}
              </span>
            </>
          ),
        },
        { title: t("scope"), render: (_, token) => <Scopes token={token} /> },
        { title: t("lastUsed"), width: 120, render: (_, token) => <Ago at={token.last_used_at} /> },
        { title: t("end"), width: 130, render: (_, token) => (token.expires_at ? shortMoment(token.expires_at) : <span className="quiet">{t("noExpiry")}</span>) },
        {
          title: "",
          width: 80,
          align: "right",
          render: (_, token) => (
            <Button type="link" danger size="small" aria-label={`${t("revoke")} ${token.name}`} onClick={() => onRevoke(token)}>
              {t("revoke")}
            </Button>
          ),
        },
      ]}
    />
  );
}

function Scopes({ token }: { token: Token }) {
  const { t } = useTranslation("people");
  const { t: shell } = useTranslation("shell");
  return (
    <span className={css["scopes"]}>
      <span>{shell(`role_${token.role}`)}</span>
      {token.scopes.length ? token.scopes.map((scope) => <code key={scope}>{scope}</code>) : <span className="quiet">{t("whole")}</span>}
    </span>
  );
}
