import { describe, expect, it } from 'vitest';
import { parseDcgmText } from '../../../src/telemetry/dcgmText.js';

const gpusOf = (...lines: string[]) => Object.fromEntries(parseDcgmText(lines.join('\n'), 'url-host'));

/** The labels that dcgm-exporter writes. */
const labels = (gpu: number, more = '') =>
  `{gpu="${gpu}",UUID="GPU-${gpu}",pci_bus_id="00000000:0${gpu}:00.0",device="nvidia${gpu}",modelName="NVIDIA H100 80GB HBM3",Hostname="node-1"${more}}`;

describe('parseDcgmText', () => {
  it('gives the wanted fields of each GPU, known by host and UUID', () => {
    const gpus = gpusOf(
      '# HELP DCGM_FI_DEV_POWER_USAGE Power draw (in W).',
      '# TYPE DCGM_FI_DEV_POWER_USAGE gauge',
      `DCGM_FI_DEV_POWER_USAGE${labels(0)} 71.5`,
      `DCGM_FI_DEV_POWER_USAGE${labels(1)} 68`,
      '# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter',
      `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION${labels(0)} 5.000000012e+09`,
      `DCGM_FI_DEV_ROW_REMAP_FAILURE${labels(0)} 0`,
    );
    expect(gpus).toEqual({
      'node-1/GPU-0': { DCGM_FI_DEV_POWER_USAGE: 71.5, DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: 5000000012 },
      'node-1/GPU-1': { DCGM_FI_DEV_POWER_USAGE: 68 },
    });
  });

  it('reads labels and time stamps as the format means them', () => {
    const odd = String.raw`{Hostname="a,b}\"c\"",UUID="GPU 1",pod = "x{y}",}`;
    expect(gpusOf(`DCGM_FI_DEV_GPU_UTIL ${odd}  42   1395066363000`)).toEqual({
      'a,b}"c"/GPU 1': { DCGM_FI_DEV_GPU_UTIL: 42 },
    });
  });

  it('keeps GPUs of two hosts and instances of one card apart', () => {
    const gpus = gpusOf(
      'DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-a",Hostname="one"} 1',
      'DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-b",Hostname="two"} 2',
      'DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-a",Hostname="one",GPU_I_PROFILE="1g.10gb",GPU_I_ID="7"} 3',
      'DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-a",Hostname="one",GPU_I_PROFILE="1g.10gb",GPU_I_ID="8"} 4',
    );
    expect(Object.keys(gpus)).toEqual(['one/GPU-a', 'two/GPU-b', 'one/GPU-a/mig-7', 'one/GPU-a/mig-8']);
  });

  it('knows a GPU by its index, and the host by the URL, where nothing else is told', () => {
    const gpus = gpusOf(
      'DCGM_FI_DEV_GPU_TEMP{gpu="3"} 40',
      'DCGM_FI_DEV_GPU_TEMP{device="nvidia4",UUID="",Hostname=""} 41',
      'DCGM_FI_DEV_GPU_TEMP 42',
    );
    expect(Object.keys(gpus)).toEqual(['url-host/gpu3', 'url-host/nvidia4', 'url-host/gpu']);
  });

  it.each([
    '9223372036854775792',
    '9.223372036854776e+18',
    '9223372036854775794',
    '2147483632',
    '2147483635',
    '140737488355328',
    '140737488355330',
    'NaN',
    '+Inf',
    '-Inf',
    'x',
  ])('takes %s for no value', (value) => {
    expect(gpusOf(`DCGM_FI_DEV_POWER_USAGE${labels(0)} ${value}`, `DCGM_FI_DEV_GPU_UTIL${labels(0)} 0`)).toEqual({
      'node-1/GPU-0': { DCGM_FI_DEV_GPU_UTIL: 0 },
    });
  });

  it('does not care for what others write on the same page', () => {
    const foreign = ['llamacpp:requests 3', 'broken{a=1} x', '<html>', 'DCGM_FI_DEV_POWER_USAGE_other{ 1', '', '  '];
    expect(gpusOf(...foreign, `DCGM_FI_DEV_SM_CLOCK${labels(0)} 1410\r`, ...foreign)).toEqual({
      'node-1/GPU-0': { DCGM_FI_DEV_SM_CLOCK: 1410 },
    });
    expect(gpusOf('')).toEqual({});
  });

  it('throws at a damaged line of a wanted field', () => {
    expect(() => gpusOf('DCGM_FI_DEV_POWER_USAGE{gpu=0} 1')).toThrow();
  });
});
