/** The page behind an invitation's link: who invites whom into what, and one form to join. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";
import { Loaded, Trouble } from "@/ui/states";
import { wholeMoment } from "@/widgets/time";
import { Outside } from "./Outside";
import css from "./session.module.css";

export function Component() {
  const { t } = useTranslation("session");
  const key = useLocation().hash.slice(1);
  const offer = useQuery({
    queryKey: ["invitation", key],
    queryFn: () => data(api.POST("/api/v1/invitations/look", { body: { key } })),
    retry: false,
  });
  const here = useQuery({ queryKey: ["session"], queryFn: () => data(api.GET("/api/v1/session")), retry: false });
  const title = offer.data ? t("invitedTo", { workspace: offer.data.workspace }) : t("invitation");
  return (
    <Outside title={title} text={offer.data && <Offered offer={offer.data} />}>
      <Loaded query={offer}>
        {(found) => (
          <>
            {here.data && <JoinAsSelf person={here.data.person} inviteKey={key} />}
            <JoinForm name={found.name ?? ""} inviteKey={key} second={Boolean(here.data)} />
          </>
        )}
      </Loaded>
    </Outside>
  );
}

function Offered({ offer }: { offer: Schemas["OfferOut"] }) {
  const { t } = useTranslation(["session", "shell"]);
  const role = t(`shell:role_${offer.role}`);
  const until = t("worksUntil", { moment: wholeMoment(offer.expires_at) });
  return <>{`${offer.invited_by ? t("invitedBy", { name: offer.invited_by, role }) : t("invitedAs", { role })} ${until}`}</>;
}

function useJoin() {
  const go = useNavigate();
  return useMutation({
    mutationFn: (body: Schemas["AcceptIn"]) => data(api.POST("/api/v1/invitations/accept", { body })),
    onSuccess: ({ workspace }) => {
      queries.clear();
      void go(`/w/${workspace.name}`, { replace: true });
    },
  });
}

function JoinAsSelf({ person, inviteKey }: { person: Schemas["PersonOut"]; inviteKey: string }) {
  const { t } = useTranslation("session");
  const join = useJoin();
  return (
    <div className={css["form"]}>
      {join.error && <Trouble error={join.error} />}
      <Button type="primary" size="large" block loading={join.isPending} onClick={() => join.mutate({ key: inviteKey })}>
        {t("joinAs", { name: person.name })}
      </Button>
      <p className={css["or"]}>{t("orOther")}</p>
    </div>
  );
}

interface Fields {
  name: string;
  email: string;
  password: string;
}

function JoinForm({ name, inviteKey, second }: { name: string; inviteKey: string; second: boolean }) {
  const { t } = useTranslation("session");
  const join = useJoin();
  return (
    <Form<Fields> layout="vertical" size="large" requiredMark={false} initialValues={{ name }} onFinish={(fields) => join.mutate({ key: inviteKey, ...fields })} className={css["form"]}>
      <Form.Item name="name" label={t("name")} rules={[{ required: true, whitespace: true, message: t("nameNeeded") }]}>
        <Input autoComplete="name" />
      </Form.Item>
      <Form.Item name="email" label={t("email")} rules={[{ required: true, message: t("emailNeeded") }]}>
        <Input type="email" autoComplete="username" />
      </Form.Item>
      <Form.Item name="password" label={t("password")} extra={t("passwordOfAccount")} rules={[{ required: true, message: t("passwordNeeded") }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {join.error && <Trouble error={join.error} />}
      <Button type={second ? "default" : "primary"} htmlType="submit" block loading={join.isPending}>
        {t("join")}
      </Button>
    </Form>
  );
}
