/** A share as it is written: 100 %, 90.0 %, a dash where nothing was counted. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined) return "–";
  return share === 1 ? "100%" : `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
}
