"""The roles and situations of the library, as people call them."""

from django.utils.translation import gettext_lazy as _

ROLES = {
    "product-leadership": _("Product leadership"),
    "product-management": _("Product management"),
    "product-team": _("Product team"),
    "engineering": _("Engineering"),
    "design": _("Design"),
    "data": _("Data and analytics"),
    "it": _("IT"),
    "security": _("Security"),
    "sales-leadership": _("Sales leadership"),
    "sales-team": _("Sales team"),
    "sales-development": _("Sales development"),
    "account-management": _("Account management"),
    "brand": _("Brand"),
    "content-marketing": _("Content marketing"),
    "demand-generation": _("Demand generation"),
    "marketing-events": _("Marketing events"),
    "marketing-operations": _("Marketing operations"),
    "product-marketing": _("Product marketing"),
    "support": _("Customer support"),
    "operations": _("Operations"),
    "production": _("Production"),
    "logistics": _("Logistics"),
    "procurement": _("Procurement"),
    "human-resources": _("People and HR"),
    "finance": _("Finance"),
    "legal": _("Legal"),
    "education": _("Education"),
    "healthcare": _("Healthcare"),
    "public-service": _("Public service"),
}
SITUATIONS = {
    "growth": _("growth"),
    "launch": _("something new"),
    "retention": _("customers who stay"),
    "quality": _("quality"),
    "speed": _("speed"),
    "reliability": _("reliability"),
    "cost": _("cost"),
    "trust": _("trust"),
    "people": _("people"),
    "visibility": _("seeing what goes on"),
}
PACES = {
    "leading": _("leading: moves within weeks"),
    "lagging": _("lagging: the outcome"),
    "counter": _("counter: must not get worse"),
}
