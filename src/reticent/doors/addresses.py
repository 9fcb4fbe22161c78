"""Every address that is answered: the machine door's below `/<library>/api/`, all others the pages'."""

from reticent.doors.api.addresses import addresses
from reticent.doors.web import my_record
from reticent.doors.web import urls as pages

urlpatterns = [*addresses(my_record.own_file), *pages.urlpatterns]

handler400 = pages.handler400
handler403 = pages.handler403
handler404 = pages.handler404
handler500 = pages.handler500
