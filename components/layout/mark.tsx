/** Tranche's mark: three strata of which one is being cut out. Decoration: the name stands beside it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="7" fill="#0d4a5c" />
      <path d="M9 6h17l-3 5H6z" fill="#fff" />
      <path d="M12 13.5h17l-3 5H9z" fill="#5fd3a4" />
      <path d="M9 21h17l-3 5H6z" fill="#fff" fillOpacity=".62" />
    </svg>
  );
}
