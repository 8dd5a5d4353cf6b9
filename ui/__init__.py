"""The faces: the Streamlit app, its routes and the nazar command."""
