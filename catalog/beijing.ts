/** Beijing time (Asia/Shanghai) is eight hours ahead of UTC all year; summer time ended in 1991. */
const aheadMs = 8 * 60 * 60 * 1000;

/** The day in Beijing, `YYYY-MM-DD`. */
export function dateInBeijing(instant: Date): string {
  return new Date(instant.getTime() + aheadMs).toISOString().slice(0, 10);
}
