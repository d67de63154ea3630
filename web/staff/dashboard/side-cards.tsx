import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Handshake, HeartCrack } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey, type Answer } from '../../kit/api.ts';
import { useFormats } from '../../kit/format.ts';
import { Kbd } from '../../kit/kbd.tsx';
import { Card, EmptyState } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { taskName, taskShort } from '../shared/task-words.ts';
import { useMay } from '../shell/company.ts';
import { dashboardWords } from './words.ts';

type Dashboard = Answer<'getDashboard'>;
const SHOWN_TASKS = 5;

/** What waits for the person, what was promised, and where most is overdue. */
export function SideCards({ company, data }: { readonly company: string; readonly data: Dashboard | undefined }): ReactNode {
  const may = useMay();
  return (
    <div className="grid grid-cols-1 content-start gap-3">
      {may('tasks:read') && <Tasks company={company} />}
      {data?.promises && <Promises company={company} promises={data.promises} currency={data.currency} />}
      {data && <Top company={company} data={data} />}
    </div>
  );
}

function Tasks({ company }: { readonly company: string }): ReactNode {
  const words = useWords(dashboardWords);
  const { money } = useFormats();
  const list = useQuery({
    queryKey: companyKey(company, 'worklist', 'few'),
    queryFn: () => api.listWorklist({ company, query: { view: 'mine', limit: SHOWN_TASKS } }),
  });
  return (
    <Card
      title={words.worklist}
      right={
        <Link to="/c/$company/worklist" params={{ company }} className="inline-flex items-center gap-1.5 font-medium text-accent hover:underline">
          {words.triage} <Kbd>T</Kbd>
        </Link>
      }
    >
      {list.data && list.data.items.length === 0 && <EmptyState title={words.noTasks}>{words.noTasksText}</EmptyState>}
      <ul className="-mx-4 -mb-4">
        {list.data?.items.map((task) => (
          <li key={task.id} className="border-t border-line first:border-t-0">
            <Link to="/c/$company/worklist" params={{ company }} search={{ task: task.id }} className="flex items-center gap-3 px-4 py-2 hover:bg-raised">
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{task.customer?.name ?? taskName(task)}</span>
                <span className="block truncate text-second text-mute">{taskShort(task)}</span>
              </span>
              {task.worth && <span className="figure font-medium">{money(task.worth.amount, task.worth.currency)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Promises(props: { readonly company: string; readonly promises: NonNullable<Dashboard['promises']>; readonly currency: string }): ReactNode {
  const words = useWords(dashboardWords);
  const { money } = useFormats();
  const { company, promises, currency } = props;
  const line = (icon: ReactNode, text: string, amount: string): ReactNode => (
    <li className="flex items-center gap-2.5 py-1">
      {icon}
      <span className="min-w-0 flex-1 truncate">{text}</span>
      <span className="figure font-medium">{money(amount, currency)}</span>
    </li>
  );
  return (
    <Card
      title={
        <Link to="/c/$company/reminders" params={{ company }} search={{ view: 'promises' }} className="hover:underline">
          {words.promises}
        </Link>
      }
    >
      <ul>
        {line(<Handshake aria-hidden className="size-4 text-mute" />, words.promisesDue(promises.due.count), promises.due.amount)}
        {line(<HeartCrack aria-hidden className="size-4 text-mute" />, words.promisesBroken(promises.broken.count), promises.broken.amount)}
      </ul>
    </Card>
  );
}

function Top({ company, data }: { readonly company: string; readonly data: Dashboard }): ReactNode {
  const words = useWords(dashboardWords);
  const { money, day } = useFormats();
  return (
    <Card title={words.top}>
      {data.topOverdue.length === 0 && <p className="text-mute">{words.noTop}</p>}
      <ul className="-mx-4 -mb-4 empty:hidden">
        {data.topOverdue.map((one) => (
          <li key={one.customerId} className="border-t border-line first:border-t-0">
            <Link
              to="/c/$company/customers/$customer"
              params={{ company, customer: one.customerId }}
              className="flex items-center gap-3 px-4 py-2 hover:bg-raised"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{one.customerName}</span>
                <span className="block truncate text-second text-mute">{words.oldest(day(one.oldestDueOn))}</span>
              </span>
              <span className="figure font-medium">{money(one.overdue, data.currency)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
