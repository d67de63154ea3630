import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { BankFileDialog } from '../shared/bank-file-dialog.tsx';
import { useCompany } from '../shell/company.ts';
import { ImportAssistant } from './import-assistant.tsx';

/** The assistant as a screen of its own: `/import/customers`, `/import/invoices`. */
export function ImportScreen(): ReactNode {
  const { slug: company } = useCompany();
  const { kind: asked } = useParams({ strict: false });
  const kind = asked === 'customers' ? 'customers' : 'invoices';
  const navigate = useNavigate();
  const [handed, setHanded] = useState<File | null>(null);
  const [bankFile, setBankFile] = useState<File | null>(null);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ImportAssistant
        key={kind}
        company={company}
        kind={kind}
        given={handed}
        onDone={() => void navigate({ to: kind === 'customers' ? '/c/$company/customers' : '/c/$company/invoices', params: { company } })}
        onElsewhere={(place, file) => {
          if (place === 'bank') return setBankFile(file);
          setHanded(file);
          void navigate({ to: '/c/$company/import/$kind', params: { company, kind: place } });
        }}
      />
      {bankFile && (
        <BankFileDialog
          company={company}
          file={bankFile}
          onClose={() => setBankFile(null)}
          onImported={() => void navigate({ to: '/c/$company/cash', params: { company } })}
        />
      )}
    </div>
  );
}
