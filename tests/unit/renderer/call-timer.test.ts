import { describe, expect, it } from 'vitest';
import {
  clockText,
  paused,
  STOPPED,
  secondsOf,
  secondsOfText,
  started,
} from '../../../renderer/features/tickets/forms/call-timer.ts';
import { countryZones } from '../../../renderer/lib/country-time.ts';
import { createFormatter } from '../../../renderer/lib/format.ts';
import { NOW } from './sample.ts';

describe('the stopwatch of a call', () => {
  it('counts while it runs and remembers when the call began', () => {
    const running = started(STOPPED, NOW);
    expect(secondsOf(running, NOW + 65_400)).toBe(65);
    const halted = paused(running, NOW + 65_400);
    expect(secondsOf(halted, NOW + 900_000)).toBe(65);
    const again = started(halted, NOW + 900_000);
    expect(again.startedAt).toBe(NOW);
    expect(secondsOf(again, NOW + 905_000)).toBe(70);
  });

  it('is not troubled by being started or halted twice, or by a clock that was set back', () => {
    const running = started(STOPPED, NOW);
    expect(started(running, NOW + 5000)).toEqual(running);
    expect(paused(paused(running, NOW + 5000), NOW + 9000)).toEqual(paused(running, NOW + 5000));
    expect(secondsOf(running, NOW - 60_000)).toBe(0);
    expect(secondsOf(running, NOW + 10 * 86_400_000)).toBe(86_400);
  });

  it('reads what people write', () => {
    expect(['4:30', '04:05', '12', ' 7：15 '].map(secondsOfText)).toEqual([270, 245, 720, 435]);
    expect(['', 'abc', '4:75', '9999', '-3'].map(secondsOfText)).toEqual([null, null, null, null, null]);
    expect([0, 5, 65, 4000].map(clockText)).toEqual(['0:00', '0:05', '1:05', '66:40']);
  });
});

describe('the time where a customer is', () => {
  const timeIn = (zone: string | undefined) => createFormatter('en', zone ?? 'UTC').time(NOW);

  it('is one where the whole country has one', () => {
    const [brunei, india, china] = ['BN', 'IN', 'CN'].map((country) => countryZones(country, NOW));
    expect(timeIn(brunei?.earliest)).toBe('20:00');
    expect(timeIn(india?.latest)).toBe('17:30');
    expect(timeIn(china?.earliest)).toBe('20:00');
    expect(brunei?.earliest).toBe(brunei?.latest);
  });

  it('is from and to where it has several', () => {
    const america = countryZones('US', NOW);
    expect([timeIn(america?.earliest), timeIn(america?.latest)]).toEqual(['02:00', '07:00']);
  });

  it('is not known of a country that is none', () => {
    expect(countryZones('XX', NOW)).toBeNull();
    expect(countryZones('not a country', NOW)).toBeNull();
  });
});
