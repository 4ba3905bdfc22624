/** Background work of the workspace: live, with progress, and what a person can do about it. */
import { Button, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Empty, Loaded } from "@/ui/states";
import { JobRow } from "./JobRow";
import css from "./jobs.module.css";
import { useJobs, type Show } from "./reads";
import { SchedulesPanel } from "./SchedulesPanel";

const SHOWS: readonly Show[] = ["all", "open", "failed"];

export function Component() {
  const { t } = useTranslation("jobs");
  const [search, setSearch] = useSearchParams();
  const mayBuild = useMay("tables:write");
  const asked = search.get("show") as Show | null;
  const show = asked && SHOWS.includes(asked) ? asked : "all";
  const jobs = useJobs(show);
  const filter = <Segmented<Show> size="small" value={show} onChange={(value) => setSearch(value === "all" ? {} : { show: value }, { replace: true })} options={SHOWS.map((value) => ({ value, label: t(`show_${value}`) }))} />;
  return (
    <Page title={t("title")} note={t("note")} help="howto/set-up">
      <div className={css["page"]}>
        {mayBuild && <SchedulesPanel />}
        <Panel flush title={t("work")} extra={filter}>
          <Loaded query={jobs} rows={5}>
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.items);
              if (rows.length === 0) return <Empty icon="clock" title={t(show === "all" ? "none" : "noneSuch")} text={t("noneText")} />;
              return (
                <>
                  <ul className={css["jobs"]}>
                    {rows.map((job) => (
                      <JobRow key={job.id} job={job} />
                    ))}
                  </ul>
                  {jobs.hasNextPage && (
                    <footer className={css["more"]}>
                      <Button loading={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
                        {t("older")}
                      </Button>
                    </footer>
                  )}
                </>
              );
            }}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}
