/** State of a registration (登记状态). */
export type EnterpriseStatus = '存续' | '吊销' | '注销' | '迁出';

/** One generated enterprise in the market register. */
export interface Enterprise {
  /** GB 32100. */
  readonly unifiedCode: string;
  readonly name: string;
  /** Type of enterprise (市场主体类型), as the licence prints it. */
  readonly type: string;
  readonly legalRepresentative: string;
  /** The citizen number of a generated resident. */
  readonly legalRepresentativeNumber: string;
  /** In 10,000 yuan. */
  readonly registeredCapital: number;
  /** ISO 8601. */
  readonly establishedOn: string;
  readonly address: string;
  readonly divisionCode: string;
  readonly townCode: string;
  readonly villageCode: string;
  /** GB/T 4754 section letter and division, e.g. `F51`. */
  readonly industryCode: string;
  readonly businessScope: string;
  readonly status: EnterpriseStatus;
  readonly registrationAuthority: string;
  readonly termFrom: string;
  /** Null: without limit (长期). */
  readonly termTo: string | null;
  /** Day of the newest entry (核准日期). */
  readonly approvedOn: string;
}
