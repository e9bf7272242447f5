// Draws the plot that the page describes in data-chart; the same numbers stand in the table below it.
"use strict";
(() => {
  const place = document.getElementById("chart");
  if (!place || !window.echarts) return;
  const { months, values, name, unit, language } = JSON.parse(place.dataset.chart);
  place.hidden = false;
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const text = { color: "#17324d", fontFamily: "Titillium Web, sans-serif", fontSize: 13 };
  chart.setOption({
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: text,
    grid: { left: 12, right: 16, top: 40, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value === null || value === undefined ? "∗" : `${number.format(value)} ${unit}`) },
    xAxis: { type: "category", data: months, axisLabel: { ...text, hideOverlap: true }, axisTick: { show: false } },
    yAxis: { type: "value", name: unit, nameTextStyle: { ...text, align: "left" }, axisLabel: { ...text, formatter: (value) => number.format(value) } },
    series: [{
      type: "bar", name, data: values, barMaxWidth: 46,
      itemStyle: { color: "#0066cc", borderRadius: [4, 4, 0, 0] },
      label: { show: months.length <= 14, position: "top", ...text, formatter: ({ value }) => (value ? number.format(value) : "") },
    }],
  });
  window.addEventListener("resize", () => chart.resize());
})();
