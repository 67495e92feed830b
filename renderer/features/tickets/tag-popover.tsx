import { Check, Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Autocomplete, Input, Menu, MenuItem, SearchField, useFilter } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { tagSchema } from '../../../shared/domains/tickets/entity.ts';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import styles from './tag-popover.module.css';

type TagPopoverProps = {
  /** Those that are on already. */
  readonly tags: readonly string[];
  readonly knownTags: readonly string[];
  readonly trigger: ReactElement;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onAdd: (tag: string) => void;
  /** Without it tags can only be added. */
  readonly onRemove?: (tag: string) => void;
};

/** Tags to put on or take off: type, arrows, Enter. A word that nobody has used yet becomes a tag. */
export function TagPopover({
  tags,
  knownTags,
  trigger,
  isOpen,
  onOpenChange,
  onAdd,
  onRemove,
}: TagPopoverProps) {
  const { t } = useTranslation();
  const { contains } = useFilter({ sensitivity: 'base' });
  const [text, setText] = useState('');
  const wanted = tagSchema.safeParse(text.trim().toLowerCase()).data ?? null;
  const all = [...new Set([...tags, ...knownTags])];
  const isNew = wanted !== null && !all.includes(wanted);

  function choose(tag: string): void {
    if (!tags.includes(tag)) onAdd(tag);
    else onRemove?.(tag);
    setText('');
    if (onRemove === undefined) onOpenChange(false);
  }

  return (
    <Popover label={t('tickets.action.tags')} trigger={trigger} isOpen={isOpen} onOpenChange={onOpenChange}>
      <Autocomplete inputValue={text} onInputChange={setText} filter={contains}>
        <SearchField aria-label={t('tickets.findTag')} autoFocus className={styles.search ?? ''}>
          <Input className={styles.input ?? ''} placeholder={t('tickets.findTag')} maxLength={40} />
        </SearchField>
        <Menu
          className={styles.list ?? ''}
          aria-label={t('tickets.action.tags')}
          renderEmptyState={() => <p className={styles.none}>{t('tickets.noTags')}</p>}
        >
          {all.map((tag) => (
            <MenuItem
              key={tag}
              id={tag}
              textValue={tag}
              className={styles.item ?? ''}
              onAction={() => choose(tag)}
              shouldCloseOnSelect={false}
            >
              <span className={styles.check}>
                {tags.includes(tag) ? <Icon icon={Check} size={14} /> : null}
              </span>
              <span dir="auto">{tag}</span>
            </MenuItem>
          ))}
          {isNew ? (
            <MenuItem
              id={`new:${wanted}`}
              textValue={text}
              className={styles.item ?? ''}
              onAction={() => choose(wanted)}
              shouldCloseOnSelect={false}
            >
              <span className={styles.check}>
                <Icon icon={Plus} size={14} />
              </span>
              <span>{t('tickets.newTag', { tag: wanted })}</span>
            </MenuItem>
          ) : null}
        </Menu>
      </Autocomplete>
    </Popover>
  );
}
