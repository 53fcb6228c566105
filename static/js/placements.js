// An advert that came into view is counted: its number goes to the site itself, nothing else.

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      const { seen, placement } = target.dataset;
      navigator.sendBeacon(seen, new URLSearchParams({ placement }));
    }
  },
  { threshold: 0.5 },
);

for (const advert of document.querySelectorAll("[data-seen]")) observer.observe(advert);
