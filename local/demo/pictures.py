"""A drawing for each category: a plain silhouette that reads on white and on black, with a title for screen readers.

Drawn here, line by line, so that a demo market shows no maker's photograph.
"""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec

from chalicelib.catalog.categories.category_tree import category, path

# As an <img> the picture inherits no colour from its page, so it asks the reader's system itself.
_STYLE = (
    ".rebound-drawing{fill:none;stroke:#2b3440;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}"
    ".rebound-drawing .tint{fill:#2b3440;fill-opacity:.1}"
    "@media (prefers-color-scheme:dark){.rebound-drawing{stroke:#e6ebf1}"
    ".rebound-drawing .tint{fill:#e6ebf1;fill-opacity:.16}}"
)

# Lines on a field of 96 x 96. Names are shapes, not categories: several categories share one.
DRAWINGS = msgspec.json.decode(Path(__file__).with_name("drawings.json").read_bytes(), type=dict[str, str])

# The nearest slug above a category decides: its own, else its parent's, else the department's.
_DRAWING_BY_SLUG = {
    "phones": "phone",
    "feature-phones": "key-phone",
    "cordless-phones": "key-phone",
    "computers": "laptop",
    "desktops": "tower",
    "imacs": "all-in-one",
    "all-in-one-pcs": "all-in-one",
    "mac-minis": "small-box",
    "mac-studios": "small-box",
    "mini-pcs": "small-box",
    "monitors": "monitor",
    "components": "component",
    "graphics-cards": "graphics-card",
    "memory-modules": "memory",
    "storage": "drive",
    "network-storage": "server",
    "printers": "printer",
    "3d-printers": "printer-3d",
    "networking": "router",
    "peripherals": "keyboard",
    "mice": "mouse",
    "webcams": "webcam",
    "docking-stations": "small-box",
    "graphics-tablets": "drawing-tablet",
    "servers": "server",
    "graphing-calculators": "calculator",
    "gaming": "console",
    "nintendo-switch-consoles": "handheld",
    "handheld-gaming-pcs": "handheld",
    "handheld-consoles": "handheld",
    "vr-headsets": "headset-vr",
    "racing-wheels": "wheel",
    "tv-home-cinema": "television",
    "projectors": "projector",
    "soundbars": "soundbar",
    "home-cinema-systems": "speaker",
    "av-receivers": "amplifier",
    "streaming-players": "small-box",
    "blu-ray-players": "small-box",
    "tablets": "tablet",
    "e-readers": "e-reader",
    "audio": "headphones",
    "wireless-earbuds": "earbuds",
    "speakers": "speaker",
    "bluetooth-speakers": "round-speaker",
    "smart-speakers": "round-speaker",
    "hi-fi": "amplifier",
    "turntables": "turntable",
    "digital-radios": "radio",
    "music-players": "music-player",
    "microphones": "microphone",
    "wearables": "watch",
    "fitness-trackers": "band",
    "smart-glasses": "glasses",
    "photo-video": "camera",
    "lenses": "lens",
    "camcorders": "camcorder",
    "drones": "drone",
    "stabilisers": "stabiliser",
    "dashcams": "webcam",
    "home-appliances": "washer",
    "vacuum-cleaners": "vacuum",
    "canister-vacuums": "canister-vacuum",
    "robot-vacuums": "robot-disc",
    "coffee-machines": "coffee",
    "kitchen-appliances": "mixer",
    "kettles": "kettle",
    "toasters": "toaster",
    "blenders": "blender",
    "air-fryers": "air-fryer",
    "microwaves": "oven",
    "climate-appliances": "air",
    "fans": "fan",
    "dishwashers": "dishwasher",
    "refrigerators": "refrigerator",
    "steam-irons": "iron",
    "e-mobility": "scooter",
    "electric-bikes": "bicycle",
    "smart-home": "thermostat",
    "security-cameras": "webcam",
    "video-doorbells": "doorbell",
    "smart-lighting": "bulb",
    "baby-monitors": "radio",
    "power-stations": "power-station",
    "personal-care": "hair-dryer",
    "hair-stylers": "styler",
    "shavers": "shaver",
    "hair-removal-devices": "shaver",
    "tools-garden": "drill",
    "power-saws": "saw",
    "sanders": "saw",
    "pressure-washers": "washer-gun",
    "robot-lawnmowers": "robot-disc",
}


def drawing(slug: str) -> str:
    """The name of the drawing a category is shown with; raises `UnknownCategory`."""
    return next(_DRAWING_BY_SLUG[step.slug] for step in reversed(path(slug)) if step.slug in _DRAWING_BY_SLUG)


def picture(slug: str, language: str = "en") -> str:
    """An SVG of a category, titled with its name in `language`; raises `UnknownCategory`."""
    title = category(slug).names.spoken_in(language)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img" aria-label={quoteattr(title)}>'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f'<g class="rebound-drawing">{DRAWINGS[drawing(slug)]}</g></svg>\n'
    )
