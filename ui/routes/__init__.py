"""Our own pages beside Streamlit: signing in and out, the first start, bringing files in, health."""
