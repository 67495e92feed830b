import { useEffect, useState } from 'react';

const PATIENCE_MS = 150;

/** True only after `waiting` has lasted long enough to be worth showing: skeletons that flash are worse than none. */
export function useDelayed(waiting: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [waiting]);
  return waiting && late;
}
