/** The address without a workspace leads into the one that was open last, or the first there is. */
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "react-router";
import { api, data, Problem } from "@/api/client";
import { Loaded } from "@/ui/states";

export const LAST_WORKSPACE = "leadbase.workspace";

export function Door() {
  const mine = useQuery({ queryKey: ["workspace", "mine"], queryFn: () => data(api.GET("/api/v1/workspaces")) });
  if (mine.error instanceof Problem && mine.error.status === 401) return <Navigate to="/sign-in" replace />;
  return (
    <Loaded query={mine}>
      {({ items }) => {
        const last = localStorage.getItem(LAST_WORKSPACE);
        const name = items.find((each) => each.name === last)?.name ?? items[0]?.name ?? "main";
        return <Navigate to={`/w/${name}`} replace />;
      }}
    </Loaded>
  );
}
