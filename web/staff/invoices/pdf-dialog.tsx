import { useRef, type ReactNode } from 'react';
import { Dialog } from '../../kit/dialog.tsx';
import { useWords } from '../../kit/words.ts';
import { invoicesWords } from './words.ts';

/** The PDF as the customer gets it, in the viewer of the browser. */
export function PdfDialog(props: { readonly company: string; readonly id: string; readonly number: string; readonly onClose: () => void }): ReactNode {
  const words = useWords(invoicesWords);
  const { company, id, number, onClose } = props;
  // The viewer would take the focus, and with it Esc.
  const download = useRef<HTMLAnchorElement>(null);
  const address = `/v1/companies/${company}/invoices/${id}/pdf`;
  return (
    <Dialog
      open
      onClose={onClose}
      width="large"
      initialFocus={download}
      title={words.pdfTitle(number)}
      footer={
        <a
          ref={download}
          href={address}
          download={`${number}.pdf`}
          className="inline-flex h-8 items-center rounded-control border border-line bg-panel px-2.5 font-medium hover:bg-raised"
        >
          {words.download}
        </a>
      }
    >
      {/* Without the viewer's pages at its left, as wide as there is room. */}
      <iframe src={`${address}#navpanes=0&view=FitH`} title={words.pdfTitle(number)} className="h-[64vh] w-full rounded-control border border-line bg-white" />
    </Dialog>
  );
}
