/**
 * What is remembered of the server's answers. A key begins with its topic, the same word that a live hint names:
 * ["records", table, …], ["views", table, …], ["events", …], ["webhooks", …], ["tables", …], ["people", …], ["workspace"].
 * What follows is an id or API name, or a word with a star before it, which no name can have: ["webhooks", "*health"].
 */
import { QueryClient } from "@tanstack/react-query";
import { Problem } from "@/api/client";

const FRESH_MS = 15_000;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      refetchOnWindowFocus: true,
      retry: (count, error) => error instanceof Problem && (error.code === "network" || error.status >= 502) && count < 3,
    },
    mutations: { retry: false },
  },
});
