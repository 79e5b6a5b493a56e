"""JWT: sign in, refresh, sign out."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT
from rest_framework.views import APIView

from core.api.base import Body
from core.services.people import sign_in as services


class Credentials(Body):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1024, trim_whitespace=False)


class RefreshIn(Body):
    refresh = serializers.CharField(max_length=4096)


class TokenPairOut(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()


class TokenView(APIView):
    # Whoever asks for a token has none yet; the service checks what they bring instead.
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_scope = "token"

    def valid(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        checked = serializer(data=self.request.data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)


class SignIn(TokenView):
    @extend_schema(request=Credentials, responses=TokenPairOut)
    def post(self, request: Request) -> Response:
        """Exchange a user name and password for an access and a refresh token."""
        pair = services.sign_in(request=request._request, **self.valid(Credentials))
        return Response(TokenPairOut(pair).data)


class Refresh(TokenView):
    @extend_schema(request=RefreshIn, responses=TokenPairOut)
    def post(self, request: Request) -> Response:
        """Exchange a refresh token, once, for the next pair."""
        pair = services.refresh(refresh_token=self.valid(RefreshIn)["refresh"])
        return Response(TokenPairOut(pair).data)


class SignOut(TokenView):
    @extend_schema(request=RefreshIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """End the sign-in that a refresh token belongs to."""
        services.sign_out(refresh_token=self.valid(RefreshIn)["refresh"])
        return Response(status=HTTP_204_NO_CONTENT)
