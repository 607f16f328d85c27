/** Why something is not shared: a code of the table refusal-ground, and a text. */
export interface Refusal {
  readonly ground: string;
  readonly reason: string;
  /** Who refused. */
  readonly organisation: string;
}
