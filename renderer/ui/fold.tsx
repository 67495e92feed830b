import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import styles from './fold.module.css';
import { Icon } from './icon.tsx';

type FoldProps = {
  readonly title: string;
  /** How many there are, or another short fact, at the end of the title. */
  readonly aside?: ReactNode;
  readonly isFolded: boolean;
  readonly onFold: () => void;
  readonly children: ReactNode;
};

/** A section that folds under its title. */
export function Fold({ title, aside, isFolded, onFold, children }: FoldProps) {
  return (
    <Disclosure className={styles.fold ?? ''} isExpanded={!isFolded} onExpandedChange={onFold}>
      <Heading level={3} className={styles.heading ?? ''}>
        <Button slot="trigger" className={styles.trigger ?? ''}>
          <Icon icon={ChevronRight} size={14} className={styles.sign} />
          <span className={styles.title}>{title}</span>
          <span className={styles.aside}>{aside}</span>
        </Button>
      </Heading>
      <DisclosurePanel className={styles.panel ?? ''}>{children}</DisclosurePanel>
    </Disclosure>
  );
}
