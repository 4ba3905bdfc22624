/** What the gallery asks the server. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Template = Schemas["TemplateOut"];
export type Preview = Schemas["PreviewOut"];
export type Applied = Schemas["AppliedOut"];

export function useTemplates() {
  return useQuery({ queryKey: ["templates"], queryFn: () => data(api.GET("/api/v1/templates")) });
}

export function usePreview(name: string) {
  return useQuery({
    queryKey: ["templates", name],
    queryFn: () => data(api.GET("/api/v1/templates/{name}", { params: { path: { name } } })),
  });
}

export function useApply(name: string) {
  return useMutation({
    mutationFn: (as_copy: boolean) =>
      data(api.POST("/api/v1/templates/{name}/apply", { params: { path: { name } }, body: { as_copy } })),
    onSuccess: () => queries.invalidateQueries(),
  });
}
