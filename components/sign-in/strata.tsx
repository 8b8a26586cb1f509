const LAYERS = [
  { y: 60, tone: "fill-primary/10" },
  { y: 180, tone: "fill-primary/15" },
  { y: 300, tone: "fill-primary/20" },
  { y: 420, tone: "fill-chart-savings/35", cut: 70 },
  { y: 540, tone: "fill-primary/30" },
  { y: 660, tone: "fill-primary/40" },
];

/** Layers of ground, one of them drawn out. Decoration only. */
export function Strata({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 800 800"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className={className}
    >
      {LAYERS.map(({ y, tone, cut = 0 }) => (
        <path
          key={y}
          className={tone}
          transform={`translate(${cut} 0)`}
          d={`M-120 ${y + 60} L920 ${y - 50} L920 ${y + 50} L-120 ${y + 160} Z`}
        />
      ))}
    </svg>
  );
}
