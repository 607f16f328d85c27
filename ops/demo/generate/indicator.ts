/** How often an indicator is measured (SDMX CL_FREQ): A yearly, Q quarterly, M monthly. */
export type Frequency = 'A' | 'Q' | 'M';

/** One generated value of an economic indicator for one area and period. */
export interface IndicatorValue {
  readonly indicatorCode: string;
  readonly indicatorName: string;
  /** County (6 digits) or town (9 digits). */
  readonly divisionCode: string;
  readonly divisionName: string;
  readonly frequency: Frequency;
  /** SDMX: `2025`, `2025-Q3`, `2025-08`. */
  readonly period: string;
  readonly value: number;
  readonly unit: string;
}
