/** Why a file cannot be drawn, in both languages; shown in the place of its picture. */
export class OfdFault extends Error {
  readonly zh: string;
  readonly en: string;

  constructor(zh: string, en: string) {
    super(en);
    this.name = 'OfdFault';
    this.zh = zh;
    this.en = en;
  }
}
