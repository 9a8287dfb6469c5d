/** The end of a list that was not read to its end. */

import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';

export interface PaginationProps {
  readonly shown: number;
  readonly total?: number;
  readonly hasMore: boolean;
  readonly isLoading?: boolean;
  readonly loadMore: () => void;
}

export function Pagination({ shown, total, hasMore, isLoading = false, loadMore }: PaginationProps) {
  return (
    <div class="pagination">
      <p role="status">{t('kit.table.shown', { shown, total: total ?? shown })}</p>
      {hasMore ? (
        <Button onClick={loadMore} busy={isLoading}>
          {t('kit.more')}
        </Button>
      ) : null}
    </div>
  );
}
