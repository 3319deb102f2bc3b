import parsePrometheus from 'parse-prometheus-text-format';
import { expect, it } from 'vitest';
import { metricFamilies } from '../../../src/core/metrics/families.js';
