/** What one went to last, remembered by the browser for each workspace. */

const MOST = 20;

const key = (workspace: string) => `leadbase.recent.${workspace}`;

/** Give the ids of what was used, the last first. */
export function recentIds(workspace: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(workspace)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

/** Remember that this was used just now. */
export function remember(workspace: string, id: string): void {
  const ids = [id, ...recentIds(workspace).filter((other) => other !== id)].slice(0, MOST);
  localStorage.setItem(key(workspace), JSON.stringify(ids));
}
