/** How far an import is. */
export interface ImportProgress {
  readonly step: 'read' | 'check' | 'write';
  /** Records, of which there are `total`. */
  readonly done: number;
  readonly total: number;
}
