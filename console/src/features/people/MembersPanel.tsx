/** The people of the workspace and those who are invited: role in the row, the rest behind one button. */
import { Button, Dropdown, Select, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/app/session";
import { Confirm } from "@/ui/confirm";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Avatar } from "@/widgets/small";
import { Tag } from "@/widgets/state";
import { Ago, shortMoment } from "@/widgets/time";
import { ResetDialog } from "./ResetDialog";
import css from "./people.module.css";
import { roles, useChangeMember, useInvitations, useMembers, useRemoveMember, useWithdraw, type Invitation, type Member, type Role } from "./reads";

export function MembersPanel() {
  const { t } = useTranslation("people");
  const members = useMembers(true);
  const invitations = useInvitations(true);
  const [leaving, setLeaving] = useState<Member>();
  const [resetting, setResetting] = useState<Member>();
  const remove = useRemoveMember();
  const tell = useTell();
  return (
    <Panel flush title={t("members")} extra={members.data && t("membersNote", { count: members.data.items.length })}>
      <Loaded query={members}>
        {({ items }) => <MemberTable members={items} invitations={invitations.data?.items ?? []} onRemove={setLeaving} onReset={setResetting} />}
      </Loaded>
      <Confirm
        open={leaving !== undefined}
        title={t("removeTitle", { name: leaving?.name ?? "" })}
        action={t("remove")}
        onCancel={() => setLeaving(undefined)}
        onConfirm={async () => {
          if (!leaving) return;
          try {
            await remove.mutateAsync(leaving.id);
            tell.done(t("removed", { name: leaving.name }));
          } catch (error) {
            tell.failed(error);
          }
          setLeaving(undefined);
        }}
      >
        {t("removeText")}
      </Confirm>
      <ResetDialog member={resetting} onClose={() => setResetting(undefined)} />
    </Panel>
  );
}

type Row = { key: string; member?: Member; invitation?: Invitation };

type Ask = (member: Member) => void;

function MemberTable({ members, invitations, onRemove, onReset }: { members: Member[]; invitations: Invitation[]; onRemove: Ask; onReset: Ask }) {
  const { t } = useTranslation("people");
  const rows: Row[] = [
    ...members.map((member) => ({ key: member.id, member })),
    ...invitations.map((invitation) => ({ key: invitation.id, invitation })),
  ];
  return (
    <Table<Row>
      size="small"
      pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
      dataSource={rows}
      scroll={{ x: "max-content" }}
      columns={[
        { title: t("name"), render: (_, row) => <Who row={row} /> },
        { title: t("role"), width: 150, render: (_, row) => (row.member ? <RoleSelect member={row.member} /> : <RoleName role={row.invitation!.role} />) },
        { title: t("lastSeen"), width: 190, render: (_, row) => <Seen row={row} /> },
        { title: "", width: 90, align: "right", render: (_, row) => (row.member ? <Actions member={row.member} onRemove={onRemove} onReset={onReset} /> : <Withdraw invitation={row.invitation!} />) },
      ]}
    />
  );
}

function Who({ row }: { row: Row }) {
  const { t } = useTranslation("people");
  const me = useMe();
  const name = row.member?.name ?? row.invitation?.name ?? t("pending");
  return (
    <span className={css["who"]}>
      <Avatar name={name} />
      <span>
        <strong>{name}</strong> {row.member?.id === me.data?.id && <Tag tone="idle">{t("me")}</Tag>}
        {row.member?.disabled && <Tag tone="bad">{t("disabled")}</Tag>}
        {row.invitation && row.invitation.name && <Tag tone="warn">{t("pending")}</Tag>}
        <span className={css["email"]}>{row.member?.email}</span>
      </span>
    </span>
  );
}

function Seen({ row }: { row: Row }) {
  const { t } = useTranslation("people");
  if (row.invitation) return <span className={css["warn"]}>{t("expires", { when: shortMoment(row.invitation.expires_at) })}</span>;
  return <Ago at={row.member?.last_seen_at} />;
}

function RoleName({ role }: { role: Role }) {
  const { t } = useTranslation("shell");
  return <>{t(`role_${role}`)}</>;
}

function RoleSelect({ member }: { member: Member }) {
  const { t } = useTranslation("people");
  const { t: shell } = useTranslation("shell");
  const change = useChangeMember();
  const tell = useTell();
  const to = (role: Role) =>
    change.mutate(
      { person: member.id, role },
      {
        onError: tell.failed,
        onSuccess: () =>
          tell.done(t("roleChanged", { name: member.name, role: shell(`role_${role}`) }), () =>
            change.mutateAsync({ person: member.id, role: member.role }),
          ),
      },
    );
  return (
    <Select
      size="small"
      className={css["role"]}
      aria-label={`${t("role")} ${member.name}`}
      value={change.isPending ? (change.variables.role ?? member.role) : member.role}
      disabled={member.disabled}
      onChange={to}
      options={roles.map((role) => ({ value: role, label: shell(`role_${role}`) }))}
    />
  );
}

function Actions({ member, onRemove, onReset }: { member: Member; onRemove: Ask; onReset: Ask }) {
  const { t } = useTranslation("people");
  const change = useChangeMember();
  const tell = useTell();
  const turn = (disabled: boolean) =>
    change.mutate(
      { person: member.id, disabled },
      {
        onError: tell.failed,
        onSuccess: () =>
          tell.done(t(disabled ? "disabledDone" : "enabledDone", { name: member.name }), () =>
            change.mutateAsync({ person: member.id, disabled: !disabled }),
          ),
      },
    );
  const items = [
    { key: "reset", disabled: member.disabled, label: t("resetPassword"), onClick: () => onReset(member) },
    { key: "turn", label: t(member.disabled ? "enable" : "disable"), onClick: () => turn(!member.disabled) },
    { key: "remove", danger: true, label: t("remove"), onClick: () => onRemove(member) },
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button type="text" size="small" aria-label={t("actions", { name: member.name })} icon={<Icon name="more" />} />
    </Dropdown>
  );
}

function Withdraw({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("people");
  const withdraw = useWithdraw();
  const tell = useTell();
  return (
    <Button
      type="link"
      size="small"
      loading={withdraw.isPending}
      onClick={() => void withdraw.mutateAsync(invitation.id).then(() => tell.done(t("withdrawn")), tell.failed)}
    >
      {t("withdraw")}
    </Button>
  );
}
