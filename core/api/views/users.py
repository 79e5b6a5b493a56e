from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.base import Resource
from core.api.serializers.users import UserChange, UserOut
from core.models import User
from core.services.people import users


class Me(Resource):
    """The signed-in user."""

    queryset = User.objects.none()
    serializer_class = UserOut
    pagination_class = None

    def retrieve(self, request: Request) -> Response:
        return Response(UserOut(self.actor).data)

    @extend_schema(request=UserChange, responses=UserOut)
    def partial_update(self, request: Request) -> Response:
        user = users.update_profile(actor=self.actor, values=self.valid(UserChange))
        return Response(UserOut(user).data)
