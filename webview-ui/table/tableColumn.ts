import type { TemplateResult } from 'lit';
import type { MeasuredItem } from './tableItem.js';

/** A column of a table. */
export interface TableColumn {
  /** Metric tag, name of a parameter, or `rank`, `scenario`, `score`, `model`, `engine`, `gpu`, `server`, `flags`. */
  readonly id: string;
  /** In few characters, without unit. */
  readonly title: string;
  /** Empty without. */
  readonly unit: string;
  /** With statistic and unit, for copies and as the head's tip. */
  readonly fullTitle: string;
  readonly widthPx: number;
  readonly align: 'left' | 'right';
  /** Whether its better end is the high one. */
  readonly startsDescending: boolean;
  /** Undefined when not measured. */
  readonly sortValue: (item: MeasuredItem) => number | string | undefined;
  readonly cell: (item: MeasuredItem) => TemplateResult | string;
  /** For copies: plain numbers, as the summary CSV has them. */
  readonly text: (item: MeasuredItem) => string;
  /** A swept or set parameter: failed and planned scenarios have it too. */
  readonly parameter?: string;
}
